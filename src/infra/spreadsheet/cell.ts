/**
 * What a written table may hold. Whoever makes the rows has written dates and states as words in the reader's language
 * and zone; a text stays a text whatever it looks like, a number can be counted with.
 */
export type Cell = string | number | null;
