/** Where tests put what is gone after them: memory where there is plenty of it, else the disk. */
export function quickFolder(): string;
