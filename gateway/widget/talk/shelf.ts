/** Keeps things in the order in which they were put there; putting one again keeps its place. */
export interface Shelf<T extends { readonly clientId: string }> {
  all(): Promise<readonly T[]>;
  put(one: T): Promise<void>;
  remove(clientId: string): Promise<void>;
}

/**
 * A shelf that outlives the page, files included (IndexedDB). Where a browser keeps nothing (a private window, a full disk), it lasts
 * as long as the page.
 */
export function createShelf<T extends { readonly clientId: string; readonly writtenAt: string }>(name: string): Shelf<T> {
  const memory = new Map<string, T>();
  let opening: Promise<IDBDatabase | undefined> | undefined;
  const open = () => (opening ??= openDatabase(name));
  const inOrder = (some: readonly T[]) => [...some].sort((a, b) => (a.writtenAt < b.writtenAt ? -1 : a.writtenAt > b.writtenAt ? 1 : 0));
  return {
    async all() {
      const store = (await open())?.transaction(STORE).objectStore(STORE);
      const kept: readonly T[] = store === undefined ? [] : await outcome(store.getAll());
      return inOrder([...kept, ...memory.values()]);
    },
    async put(one) {
      const database = await open();
      try {
        if (database === undefined) throw new Error('nothing is kept here');
        await outcome(database.transaction(STORE, 'readwrite', { durability: 'strict' }).objectStore(STORE).put(one));
      } catch {
        memory.set(one.clientId, one);
      }
    },
    async remove(clientId) {
      memory.delete(clientId);
      const database = await open();
      if (database !== undefined) await outcome(database.transaction(STORE, 'readwrite').objectStore(STORE).delete(clientId));
    },
  };
}

const STORE = 'waiting';

function openDatabase(name: string): Promise<IDBDatabase | undefined> {
  return new Promise((resolve) => {
    try {
      const request = indexedDB.open(name, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: 'clientId' });
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => resolve(undefined);
    } catch {
      resolve(undefined);
    }
  });
}

function outcome<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(new Error(request.error?.message));
  });
}
