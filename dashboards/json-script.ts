import { Html, html } from './html.ts';

/** Data for an island, as inert JSON in the page. `<` is written `\u003c`, so no text in it can end the element. */
export function jsonScript(id: string, data: unknown): Html {
  const json = JSON.stringify(data)
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
  return html`<script type="application/json" id="${id}">${Html.trusted(json)}</script>`;
}
