/** A still shows a moment of some seconds before it was written. */
const LAG_MS = 15_000;

/** Whether the still that was written then shows something that is withdrawn; all of a session that is cut is. */
export function isStillWithdrawn(
  writtenAt: Date,
  { cut, withdrawn }: { cut: boolean; withdrawn: readonly { from: Date; to: Date }[] },
): boolean {
  const [late, early] = [writtenAt.getTime(), writtenAt.getTime() - LAG_MS];
  return cut || withdrawn.some(({ from, to }) => early < to.getTime() && late > from.getTime());
}
