import { describe, invalidType } from './errors.js';

/**
 * What was saved as JSON, object or text, whose format and version are the ones expected.
 * @param what the JSON's name in messages
 * @throws TypeError for another format, RangeError for text that is not JSON and for another version
 */
export function readSavedJson(
  json: unknown,
  format: string,
  version: number,
  what: string,
): Record<string, unknown> {
  const value = typeof json === 'string' ? parse(json, what) : json;
  const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value);
  const record = isRecord ? (value as Record<string, unknown>) : null;
  if (record?.format !== format)
    throw invalidType(what, `an object with format ${describe(format)}`, record ? record.format : value);
  if (record.version !== version) {
    throw new RangeError(
      `${what} has version ${describe(record.version)}: this library reads version ${version}`,
    );
  }
  return record;
}

function parse(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new RangeError(`${what} is truncated or not JSON: ${(error as Error).message}`);
  }
}
