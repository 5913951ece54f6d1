const MIN_LENGTH = 10;
const MIN_CLASSES = 3;
const CLASSES = { upper: /\p{Lu}/u, lower: /\p{Ll}/u, digit: /\p{Nd}/u, sign: /[^\p{L}\p{Nd}]/u };

export type CharacterClass = keyof typeof CLASSES;

/** How a password stands by the server's own rules: ten characters from three of the four classes. */
export function passwordStrength(password: string) {
  const names = Object.keys(CLASSES) as CharacterClass[];
  const classes = names.map((name) => ({ name, has: CLASSES[name].test(password) }));
  const isLong = [...password].length >= MIN_LENGTH;
  const isMixed = classes.filter(({ has }) => has).length >= MIN_CLASSES;
  return { isLong, isMixed, classes, isStrong: isLong && isMixed };
}
