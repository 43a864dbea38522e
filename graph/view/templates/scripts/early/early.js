/* Before anything is painted: the language and the colours that the reader chose on an earlier page. */
const memory = {
  get(name) {
    try {
      return localStorage.getItem(`yinpu ${name}`);
    } catch {
      return null;
    }
  },
  set(name, value) {
    try {
      localStorage.setItem(`yinpu ${name}`, value);
    } catch {
      // A browser that keeps nothing still shows everything.
    }
  },
};
if (memory.get("theme")) document.documentElement.dataset.theme = memory.get("theme");
