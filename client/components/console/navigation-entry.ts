import type { Component } from 'vue';
import type { Right } from '../../../src/contracts/index.js';

/** An entry of a console's navigation; only sections whose page exists have one. */
export interface NavigationEntry {
  /** Address of the section; every page whose address begins with it marks the entry. */
  to: string;
  /** Key of its word. */
  label: string;
  icon: Component;
  /** Shown to who has this right. */
  right: Right;
}
