export function AnalyticsPage() {
  return <main className="page" />;
}
