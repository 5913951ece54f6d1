/** A column of `DataTable`; its cell is the slot of the same name. */
export interface Column {
  name: string;
  label: string;
  /** Figures and actions stand at the right. */
  end?: boolean;
  /** Not broken over lines: dates, numbers. */
  whole?: boolean;
  /** Left out while a record is open beside the list. */
  roomy?: boolean;
  /** Left out on a phone. */
  wide?: boolean;
  /** Needs no label in sight: the actions. */
  bare?: boolean;
}
