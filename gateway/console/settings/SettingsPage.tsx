export function SettingsPage({ name }: { readonly name: string }) {
  return <main className="page">{name}</main>;
}
