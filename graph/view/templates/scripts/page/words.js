/* The two languages of the interface. Whatever a page says carries the key of its words, in the page's own HTML and
   in what scripts make, so changing the language is one walk over the page. Data stay as the documents have them. */
let language = memory.get("language") === "en" ? "en" : "zh";
const onLanguage = [];

function say(key, values) {
  const pair = dictionary[key];
  if (!pair) throw new Error(`no words for ${key}`);
  let text = pair[language === "en" ? 1 : 0];
  if (values && text.includes("|")) text = text.split("|")[Number(values.n) === 1 ? 0 : 1];
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

function said(key, values) {
  return make("span", { "data-t": key, "data-v": values ? JSON.stringify(values) : null }, say(key, values));
}

/* An element with one attribute in words, such as aria-label. */
function labelled(element, attribute, key, values) {
  element.setAttribute("data-ta", `${attribute}:${key}`);
  if (values) element.setAttribute("data-v", JSON.stringify(values));
  element.setAttribute(attribute, say(key, values));
  return element;
}

const worded = (prefix, value) => (dictionary[`${prefix}.${value}`] ? said(`${prefix}.${value}`) : told(value));
const wording = (prefix, value) => (dictionary[`${prefix}.${value}`] ? say(`${prefix}.${value}`) : value);
const separated = (parts) => parts.flatMap((part, position) => (position ? [said("said.separator"), part] : [part]));

function translate() {
  document.documentElement.lang = language === "en" ? "en" : "zh-CN";
  for (const element of document.querySelectorAll("[data-t]")) {
    const text = say(element.dataset.t, element.dataset.v && JSON.parse(element.dataset.v));
    // A text that is set is laid out again even where it stays the same, as most do when a page opens.
    if (element.textContent !== text) element.textContent = text;
  }
  for (const element of document.querySelectorAll("[data-ta]")) {
    const [attribute, key] = element.dataset.ta.split(":");
    if (attribute === "data-title") document.title = `${say(key)} · ${language === "en" ? "yinpu" : "银谱"}`;
    else element.setAttribute(attribute, say(key, element.dataset.v && JSON.parse(element.dataset.v)));
  }
  for (const element of document.querySelectorAll("[data-language]")) element.classList.toggle("on", element.dataset.language === language);
  for (const change of onLanguage) change();
}
