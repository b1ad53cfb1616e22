// What the API answers, by the names that the page has for it. The types themselves are generated from the API's own
// description when the page is built: a page that expects what the server does not say is not built. Times are RFC 3339 UTC,
// "0001-01-01T00:00:00Z" is none; lengths of time are text such as "24h0m0s".

import type { components, operations } from "../../gen/api";

type Schemas = components["schemas"];
type Operation = keyof operations;
type Answering<Type extends string, Answer> = { responses: { 200: { content: { [T in Type]: Answer } } } };
type AnswerTo<O extends Operation, Type extends string = "application/json"> = operations[O] extends Answering<Type, infer Answer> ? Answer : never;

export type CaseList = AnswerTo<"cases">;
export type Dossier = AnswerTo<"dossier">;
export type Findings = AnswerTo<"findings">;
export type Reach = AnswerTo<"reach">;
export type Region = AnswerTo<"reach", "application/geo+json">;
export type Meeting = AnswerTo<"meet">;
export type CandidatePage = AnswerTo<"candidates">;
export type RawRecord = AnswerTo<"record">;
export type NewMark = operations["addMark"]["requestBody"]["content"]["application/json"];
export type NewLead = operations["addEvent"]["requestBody"]["content"]["application/json"];
export type LeadChange = operations["correctEvent"]["requestBody"]["content"]["application/json"];
export type Typed = Schemas["Typed"];
export type Problem = Schemas["Problem"];

export type When = Schemas["When"];
export type Precision = When["precision"];
export type TimeFlag = NonNullable<When["flags"]>[number];
export type Where = Schemas["Where"];
export type Class = Where["class"];
export type CaseEvent = Schemas["Event"];
export type Party = Schemas["Party"];
export type Plate = Schemas["Plate"];
export type Kind = Schemas["Kind"]; // what is said of one kind of record; see timeline/kind.go
export type Subject = Schemas["Subject"];
export type CandidateRow = Schemas["CandidateRow"];
export type RecordRef = Schemas["RecordRef"];
export type Field = Schemas["Field"];
export type Load = Schemas["Load"];
export type Note = Schemas["Note"];
export type Mark = Schemas["Mark"];
export type MarkKind = Mark["kind"];

export type Detected = Schemas["Detected"];
export type Finding = Schemas["Finding"];
export type Shape = Schemas["Shape"];
export type Fact = Schemas["Fact"];
export type Place = Schemas["Place"];
export type Base = Schemas["Base"];
export type Visit = Schemas["Visit"];
export type Circuit = Schemas["Circuit"];
export type Interest = Schemas["Interest"];
export type AgencyInterest = Schemas["AgencyInterest"];
export type NamedCount = Schemas["NamedCount"];
export type Rule = Schemas["Rule"];
export type Verdict = Schemas["Answer"]["verdict"];

export type Palette = Schemas["Palette"];
export type Palettes = Schemas["Palettes"];
export type ChartMeta = Schemas["Meta"];
export type ChartKind = ChartMeta["kind"];
export type Lane = Schemas["Lane"];
