/** Something that happened, as the domain says it. `data` is plain JSON: what `JSON.parse(JSON.stringify(data))` gives back unchanged. */
export interface DomainEvent<Type extends string = string, Data = unknown> {
  readonly type: Type;
  readonly data: Data;
}
