/** HTML of text: what is no `Html` is escaped, so that a class may be called anything. */

export class Html {
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }
}

type Part = Html | string | number | null | readonly (Html | string)[];

/** A template whose parts are text, but for those that are HTML already; null is nothing. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(strings.reduce((all, text, i) => `${all}${sourceOf(parts[i - 1] ?? null)}${text}`));
}

function sourceOf(part: Part): string {
  if (part === null) return '';
  if (part instanceof Html) return part.source;
  if (Array.isArray(part)) return part.map(sourceOf).join('');
  return escaped(String(part));
}

export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, sign => `&#${sign.charCodeAt(0)};`);
}

/** JSON that no HTML parser takes for anything else. */
export function jsonSource(value: unknown): Html {
  return new Html(JSON.stringify(value).replaceAll('<', '\\u003c'));
}

/** A table: head and rows of cells, the first cell of a row its head.  Numbers are set flush right by the styles. */
export function table(
  caption: string,
  head: readonly string[],
  rows: readonly (readonly (Html | string)[])[],
): Html {
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${caption}"><table><caption>${caption}</caption>
<thead><tr>${head.map(name => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${rows.map(
    ([
      first = '',
      ...cells
    ]) => html`<tr><th scope="row">${first}</th>${cells.map(cell => html`<td>${cell}</td>`)}</tr>
`,
  )}</tbody></table></div>`;
}

/** What one may open. */
export function details(summary: string, content: Html): Html {
  return html`<details><summary>${summary}</summary>${content}</details>`;
}

/** Rows up to `most`, and what remains to be opened. */
export function longTable(
  caption: string,
  head: readonly string[],
  rows: readonly (readonly (Html | string)[])[],
  most: number,
): Html {
  if (rows.length <= most + 2) return table(caption, head, rows);
  const rest = rows.length - most;
  return html`${table(caption, head, rows.slice(0, most))}
${details(`${rest} more`, table(`${caption}, the other ${rest}`, head, rows.slice(most)))}`;
}

/** Where the page's script draws a chart; `label` says what it shows. */
export function chart(
  name: string,
  label: string,
  caption: string | Html = '',
  place: 'below' | 'above' = 'below',
): Html {
  return html`<figure class="${place}"><div class="chart" role="img" data-chart="${name}" aria-label="${label}"></div>
<figcaption>${caption}</figcaption></figure>`;
}

export function section(id: string, title: string, content: Html): Html {
  return html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>
${content}</section>
`;
}
