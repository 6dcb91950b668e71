import digits from '../../../../data/digits.csv.gz?url';
import iris from '../../../../data/iris.csv?url';

/** Tables that come with the library. */
export const SAMPLES = [
  { name: 'Iris', what: '150 flowers, 4 measures, 3 species', file: 'iris.csv', url: iris },
  {
    name: 'Digits',
    what: '1\u202f797 images of 8 × 8 pixels, 10 digits',
    file: 'digits.csv.gz',
    url: digits,
  },
] as const;
export type Sample = (typeof SAMPLES)[number];

/** @throws Error where this site does not have it, or is out of reach */
export async function fetchSample({ url, file }: Sample): Promise<File> {
  const failed = (why: string) => new Error(`${file} could not be loaded: ${why}.`);
  const response = await fetch(url).catch(() => {
    throw failed('the site cannot be reached');
  });
  if (!response.ok) throw failed(`the site answers ${response.status}`);
  return new File([await response.blob()], file);
}
