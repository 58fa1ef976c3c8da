import { VersionVector } from '@millrace/decider';

/** The form of a `Consistency-Token`. `read` throws VersionVectorError for what `write` has not made. */
export interface TokenForm {
  read(text: string): VersionVector;
  write(vector: VersionVector): string;
}

/** Between services of an installation: the text of the vector, for people to read. */
export const plainTokens: TokenForm = {
  read: (text) => VersionVector.parse(text.replaceAll(' ', '')),
  write: (vector) => vector.toString(),
};
