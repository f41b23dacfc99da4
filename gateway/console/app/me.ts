import { createContext, useContext } from 'react';
import type { Me } from '../api/wire-organisation.ts';

/** Who is signed in. */
export const MeContext = createContext<Me>({ type: 'member', id: '', name: '', permissions: [] });

export function useMe(): Me {
  return useContext(MeContext);
}

export function mayDo(me: Me, permission: string): boolean {
  return me.permissions.includes('*') || me.permissions.includes(permission);
}
