/** A table whose first numbers are also drawn as bars, so that it can be read both ways. */
export function Bars({
  label,
  columns,
  rows,
  empty,
}: {
  readonly label: string;
  readonly columns: readonly string[];
  readonly rows: readonly { readonly key: string; readonly name: string; readonly value: number; readonly cells: readonly string[] }[];
  readonly empty: string;
}) {
  const most = Math.max(1, ...rows.map((row) => row.value));
  if (rows.length === 0) return <p className="soft bars-empty">{empty}</p>;
  return (
    <div className="table-frame" tabIndex={0} role="region" aria-label={label}>
      <table className="table bars">
        <thead>
          <tr>
            <th scope="col">{label}</th>
            {columns.map((column) => (
              <th key={column} scope="col" className="number">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key}>
              <th scope="row">
                {row.name}
                <span className="bar" style={{ inlineSize: `${(row.value / most) * 100}%` }} />
              </th>
              {row.cells.map((cell, i) => (
                <td key={i} className="number">
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
