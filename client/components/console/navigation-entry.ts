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
