/**
 * Answers whether a link leads to a campaign's goal: same host (without `www.`) and path, with at least the goal's
 * query parameters. Scheme, port, fragment, trailing slash and tracking parameters do not matter.
 */
export function compileGoal(goalUrl: string): (link: string) => boolean {
  const goal = parse(goalUrl);
  if (!goal) return () => false;
  return (link) => {
    if (!link.toLowerCase().includes(goal.host)) return false;
    const seen = parse(link);
    return (
      seen?.host === goal.host &&
      seen.path === goal.path &&
      goal.parameters.every(([name, value]) => seen.query.getAll(name).includes(value))
    );
  };
}

function parse(link: string) {
  const url = URL.parse(link);
  if (!url || !/^https?:$/.test(url.protocol)) return null;
  return {
    host: url.hostname.replace(/^www\./, ''),
    path: url.pathname.replace(/\/+$/, ''),
    parameters: [...url.searchParams],
    query: url.searchParams,
  };
}
