/** Small things kept in this browser. Storage may be full, forbidden or hold rubbish: then the default holds. */
export function recall<T>(key: string, isValid: (value: unknown) => value is T, fallback: T): T {
  try {
    const text = localStorage.getItem(`yunqiao.${key}`);
    const value: unknown = text === null ? null : JSON.parse(text);
    return isValid(value) ? value : fallback;
  } catch {
    return fallback;
  }
}

export function remember(key: string, value: unknown): void {
  try {
    if (value === null) localStorage.removeItem(`yunqiao.${key}`);
    else localStorage.setItem(`yunqiao.${key}`, JSON.stringify(value));
  } catch {
    // Private windows refuse; nothing depends on it.
  }
}

export const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';
export const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
export const isString = (value: unknown): value is string => typeof value === 'string';
