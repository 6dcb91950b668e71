/** Letters of a name in running text. */
const LENGTH = 40;

/** A column's name or a class, in at most `length` letters: its beginning and its end, by which long ones differ. */
export function abridged(name: string, length = LENGTH): string {
  const edge = 4 * length;
  const ends = name.length > 2 * edge ? `${name.slice(0, edge)} ${name.slice(-edge)}` : name;
  const letters = Array.from(ends.replace(/\s+/g, ' ').trim());
  if (letters.length <= length) return letters.join('');
  const tail = Math.floor((length - 1) / 3);
  return `${letters.slice(0, length - 1 - tail).join('')}…${letters.slice(-tail).join('')}`;
}
