/* What TypeScript is told of our pages beyond its own DOM; `tsc` reads it, no browser does. Pages are HTML, so what is
   looked for in one is an element of HTML. */

/** An element of a page. What only a box, a label or a row of details has, any other may lack. */
type Control = HTMLElement & Partial<Pick<HTMLInputElement,
  "checked" | "disabled" | "files" | "form" | "labels" | "maxLength" | "name" | "placeholder" | "readOnly" |
  "required" |
  "select" | "selectionEnd" | "selectionStart" | "setRangeText" | "setSelectionRange" | "type" | "value"
>> & {
  control?: HTMLElement | null; open?: boolean; alt?: string; selectedOptions?: HTMLCollectionOf<HTMLOptionElement>;
};

/** An event as our pages hear it. */
type Heard<E> = E & { readonly target: Control };

/** An event of a type that nobody has described, ours (`parvis:…`) and those of htmx. */
type OwnEvent = CustomEvent<any>;

interface ParentNode {
  querySelector<K extends keyof HTMLElementTagNameMap>(selectors: K): HTMLElementTagNameMap[K] | null;
  querySelector<E extends Element = Control>(selectors: string): E | null;
  querySelectorAll<K extends keyof HTMLElementTagNameMap>(selectors: K): NodeListOf<HTMLElementTagNameMap[K]>;
  querySelectorAll<E extends Element = Control>(selectors: string): NodeListOf<E>;
}

interface Element {
  matches(selectors: string): boolean;
  closest<E extends Element = Control>(selectors: string): E | null;
}

interface Document {
  readonly activeElement: Control | null;
  getElementById<E extends HTMLElement = Control>(id: string): E | null;
  addEventListener<K extends keyof DocumentEventMap>(
    type: K, listener: (event: Heard<DocumentEventMap[K]>) => unknown, options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: `htmx:${string}` | `parvis:${string}`, listener: (event: Heard<OwnEvent>) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

interface HTMLElement {
  readonly children: HTMLCollectionOf<Control>;
  readonly firstElementChild: Control | null;
  readonly lastElementChild: Control | null;
  readonly nextElementSibling: Control | null;
  readonly previousElementSibling: Control | null;
  addEventListener<K extends keyof HTMLElementEventMap>(
    type: K, listener: (event: Heard<HTMLElementEventMap[K]>) => unknown, options?: boolean | AddEventListenerOptions,
  ): void;
}

declare function addEventListener<K extends keyof WindowEventMap>(
  type: K, listener: (event: Heard<WindowEventMap[K]>) => unknown, options?: boolean | AddEventListenerOptions,
): void;

interface Navigator {
  readonly scheduling?: { isInputPending?(options: { includeContinuous: boolean }): boolean };
}

/* -- What modules of one room give each other ------------------------------------------------------------------ */

/** A row of « /communes »: what the list shows, and what choosing it fills in. */
interface Commune { label: string; also?: string; area: string; city: string; postcode: string; insee: string }

/** A part of the on-screen keyboard: rows of signs, the last row's tokens; `one`: after one sign letters come back. */
interface Layout { rows: string[][]; last: string; lang?: string; one?: boolean }

/** How a person listens, in the names of kiosk/web/page_parts.py. */
interface Listening {
  reading: boolean; alone: boolean; rate: number; volume: number; private: string; listenKey: string; headsetIn: string;
  headsetOut: string; [name: string]: string | number | boolean;
}

/** What is known of a text from the elements around it. */
interface Told {
  language: string; role: string; of: string; private: boolean; control: Control | null; fieldset?: Control | null;
}

/** One thing to say, and of which element of the page it is. */
interface Utterance {
  language: string; role: string; text: string; of: string; state: string; private: boolean; needed?: boolean;
  element: Control | null; control: Control | null;
}

/** What the box is asked to say: a text in a style. */
type Part = Pick<Utterance, "language" | "role" | "text" | "private"> & { style: string };

/** Something that the hand comes to by ear alone: what is said of it, and the control that is pressed. */
interface Thing { said?: Utterance[]; element?: Control | null; control: Control | null }

/** What a gesture means. */
type Gesture = "next" | "previous" | "down" | "up" | "choose" | "repeat" | "stop" | "leave";
