export const BOOKS = Symbol('acquirer.books');
