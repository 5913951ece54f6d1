import type { Component } from 'vue';
import type { OrganisationKind, Right } from '../../../src/contracts/index.js';

/** An entry of a console's navigation; only sections whose page exists have one. */
export interface NavigationEntry {
  /** Address of the section; every page whose address begins with it marks the entry. */
  to: string;
  /** Key of its word. */
  label: string;
  icon: Component;
  /** Other addresses that belong to the section. */
  covers?: readonly string[];
  /** Shown to who has this right. */
  right: Right;
  /** Only for who works for an organisation of one of these kinds. */
  kinds?: readonly OrganisationKind[];
}

/** The section in which an address lies: the entry, or one of its other addresses, that most of it begins with. */
export function sectionAt(entries: readonly NavigationEntry[], address: string): string | undefined {
  const around = entries.flatMap(({ to, covers = [] }) => [to, ...covers].map((path) => ({ to, path })));
  const inside = around.filter(({ path }) => address === path || address.startsWith(`${path}/`));
  return inside.sort((a, b) => b.path.length - a.path.length)[0]?.to;
}

/** Whether an address lies in a section that is not among those which one may see. */
export function isClosed(all: readonly NavigationEntry[], open: readonly NavigationEntry[], address: string): boolean {
  const section = sectionAt(all, address);
  return section !== undefined && !open.some(({ to }) => to === section);
}
