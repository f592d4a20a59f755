/**
 * Waits at each chart until somebody points at it, tabs to it or presses a key there; only then the drawing library
 * is fetched and an interactive canvas takes the drawing's place. Being visible fetches nothing.
 */
interface CanvasModule {
  drawChart(plot: HTMLElement): Promise<void>;
}

const wakers = ['pointerenter', 'pointerdown', 'focus', 'keydown'] as const;

for (const plot of document.querySelectorAll<HTMLElement>('[data-chart-island]')) {
  plot.tabIndex = 0;
  plot.setAttribute('role', 'group');
  plot.setAttribute('aria-label', 'Chart. The left and right arrow keys read its values.');
  watch(plot);
}

function watch(plot: HTMLElement): void {
  const wake = async () => {
    for (const kind of wakers) plot.removeEventListener(kind, wake);
    try {
      const canvas = (await import(plot.dataset.canvas ?? '')) as CanvasModule;
      await canvas.drawChart(plot);
    } catch (problem) {
      console.info('The drawing stays as it is:', problem);
      delete plot.dataset.drawn;
    }
  };
  for (const kind of wakers) plot.addEventListener(kind, wake);
}

// A drawing that `live` has replaced is a new element: it waits anew. One that was drawn takes its numbers by itself.
new MutationObserver((changes) => {
  for (const node of changes.flatMap((change) => [...change.addedNodes])) {
    if (!(node instanceof HTMLElement) || !node.matches('[data-chart-island]')) continue;
    node.tabIndex = 0;
    node.setAttribute('role', 'group');
    watch(node);
  }
}).observe(document.body, { childList: true, subtree: true });
