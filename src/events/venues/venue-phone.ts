/** Under which numbers of people at a venue are sealed; theirs are not verified. */
export const SIGN_IN_PHONE = 'venue_sign_in';
