"use strict";
// What both pages share: elements made of text nodes only, the language and the theme, remembered where that is allowed.
const page = (() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const remembered = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
  const remember = (key, value) => { try { localStorage.setItem(key, value); } catch { /* a file may have no storage */ } };

  const state = {
    language: remembered("ftprep.language") || (navigator.language.startsWith("zh") ? "zh" : "en"),
    theme: remembered("ftprep.theme") || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"),
  };

  // make("p", {class: "quiet"}, "text", child …): strings become text nodes, on… become listeners.
  const make = (tag, properties = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : String(value));
    }
    element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
    return element;
  };

  const number = (value) => (typeof value === "number" ? value.toLocaleString("en-US", { maximumFractionDigits: 4 }) : String(value));

  // start({words, draw}): words is {key: [zh, en]}; draw(app, say, switches, redraw) fills
  // the page, and is called again after a switch.
  const start = ({ words, draw }) => {
    const app = document.getElementById("app");
    const say = (key) => {
      const pair = Object.hasOwn(words, key) ? words[key] : null;
      return pair ? pair[state.language === "zh" ? 0 : 1] : key;
    };
    const switches = () => make("div", { class: "tools" },
      make("button", { id: "language", onclick: () => turn("language", state.language === "zh" ? "en" : "zh") }, state.language === "zh" ? "English" : "中文"),
      make("button", { id: "theme", onclick: () => turn("theme", state.theme === "dark" ? "light" : "dark") }, state.theme === "dark" ? say("light") : say("dark")));
    const redraw = () => {
      document.documentElement.lang = state.language === "zh" ? "zh-CN" : "en";
      document.documentElement.dataset.theme = state.theme;
      app.replaceChildren();
      draw(app, say, switches, redraw);
    };
    const turn = (key, value) => {
      const at = scrollY;
      state[key] = value;
      remember("ftprep." + key, value);
      redraw();
      scrollTo({ top: at, behavior: "instant" });
    };
    redraw();
  };

  return { data, state, make, number, start };
})();
