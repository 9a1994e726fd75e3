// Small helpers for pages that are drawn from a view: make nodes, and bring what stands there up to date.

/** A node with attributes (true: present, false or null: absent) and children: nodes, texts, lists of them. */
export function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== false && child !== undefined));
  return node;
}

/** Make a node's children like the fresh ones, changing only what differs: focus and reading place stay. */
export function show(node, ...fresh) {
  const wanted = document.createElement("div");
  wanted.append(...fresh.flat(Infinity).filter((child) => child !== null && child !== false && child !== undefined));
  matchChildren(node, wanted);
}

/** Let a list have these children in this order; those that stay keep their focus. */
export function arrange(list, nodes) {
  const staying = new Set(nodes);
  for (const child of [...list.children]) if (!staying.has(child)) child.remove();
  nodes.forEach((node, at) => list.children[at] !== node && list.insertBefore(node, list.children[at] ?? null));
}

/** Set a text, only if it is another one: a live region speaks when its text changes. */
export function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

function matchChildren(node, wanted) {
  const fresh = [...wanted.childNodes];
  while (node.childNodes.length > fresh.length) node.lastChild.remove();
  fresh.forEach((child, at) => {
    const old = node.childNodes[at];
    if (!old) node.append(child);
    else if (!alike(old, child)) old.replaceWith(child);
    else if (old.nodeType === Node.TEXT_NODE) old.data !== child.data && (old.data = child.data);
    else match(old, child);
  });
}

/** Whether a node may stay and become the fresh one: the same kind of thing with the same key. */
function alike(old, fresh) {
  return old.nodeName === fresh.nodeName && old.dataset?.key === fresh.dataset?.key;
}

/** Let a node become like a fresh one of its kind. */
export function match(old, fresh) {
  for (const name of old.getAttributeNames()) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const name of fresh.getAttributeNames()) {
    if (old.getAttribute(name) !== fresh.getAttribute(name)) old.setAttribute(name, fresh.getAttribute(name));
  }
  matchChildren(old, fresh);
}
