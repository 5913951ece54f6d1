/** 1, 2 or 5 times a power of ten, not below the value: the top of an axis that stands still while numbers grow. */
export function roundTop(value: number): number {
  if (value <= 5) return 5;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((step) => step * power).find((top) => top >= value) ?? 10 * power;
}

/**
 * A line through values that stand evenly apart, and the area below it, as paths of an SVG of this size. A single value
 * is a level line.
 */
export function curvePath(
  values: readonly number[],
  { width, height, top }: { width: number; height: number; top: number },
) {
  if (values.length === 0) return { line: '', area: '' };
  const even = values.length === 1 ? [...values, ...values] : values;
  const round = (value: number) => Math.round(value * 10) / 10;
  const points = even.map(
    (value, at) =>
      `${round((at * width) / (even.length - 1))} ${round(height - (Math.min(value, top) / top) * height)}`,
  );
  const line = `M${points.join('L')}`;
  return { line, area: `${line}L${width} ${height}L0 ${height}Z` };
}
