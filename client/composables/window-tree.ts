import type { WindowLevel, WindowLine } from '../../src/contracts/index.js';

export interface WindowNode extends WindowLine {
  children: WindowNode[];
  /** Windows anywhere below it. */
  below: number;
}

/** Below which level a window may lie; the server has the last word. */
const PARENTS: Record<WindowLevel, readonly WindowLevel[]> = {
  province: [],
  city: ['province'],
  county: ['province', 'city'],
  cluster: ['province', 'city'],
};

/** The lines as a tree. A line whose parent is not among them is a root. */
export function treeOf(lines: readonly WindowLine[]): WindowNode[] {
  const nodes = new Map<string, WindowNode>(lines.map((line) => [line.id, { ...line, children: [], below: 0 }]));
  const roots: WindowNode[] = [];
  for (const node of nodes.values()) {
    const parent = node.parentId ? nodes.get(node.parentId) : undefined;
    (parent?.children ?? roots).push(node);
  }
  const count = (node: WindowNode): number =>
    (node.below = node.children.reduce((sum, child) => sum + 1 + count(child), 0));
  roots.forEach(count);
  return roots;
}

/** What contains the words, with the way down to it; everything below a hit stays. */
export function prune(nodes: readonly WindowNode[], words: string): WindowNode[] {
  const isHit = ({ name, areaCode }: WindowNode) => name.includes(words) || (areaCode?.startsWith(words) ?? false);
  return nodes.flatMap((node) => {
    if (isHit(node)) return [node];
    const children = prune(node.children, words);
    return children.length > 0 ? [{ ...node, children }] : [];
  });
}

/** Windows below which one of this level may lie: not itself, nor what lies below it. */
export function possibleParents(
  lines: readonly WindowLine[],
  level: WindowLevel,
  self: string | undefined,
): WindowLine[] {
  const inside = new Set(self ? [self] : []);
  // Each window comes after the one above it.
  for (const { id, parentId } of lines) if (parentId && inside.has(parentId)) inside.add(id);
  return lines.filter((line) => PARENTS[level].includes(line.level) && !inside.has(line.id));
}
