import digits from '../../../../data/digits.csv.gz?url';
import iris from '../../../../data/iris.csv?url';

/** Tables that come with the library. */
export const SAMPLES = [
  { name: 'Iris', what: '150 flowers, 4 measures, 3 species', file: 'iris.csv', url: iris },
  { name: 'Digits', what: '1,797 images of 8 × 8 pixels, 10 digits', file: 'digits.csv.gz', url: digits },
] as const;

/** @throws Error where this site does not have it */
export async function fetchSample({ url, file }: (typeof SAMPLES)[number]): Promise<File> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${file} could not be loaded: HTTP ${response.status}`);
  return new File([await response.blob()], file);
}
