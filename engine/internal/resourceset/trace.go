package resourceset

import (
	"bytes"
	"io"
	"maps"
	"slices"
	"sort"
	"strconv"
	"strings"
	"text/template"
	syntax "text/template/parse"

	"go.yaml.in/yaml/v3"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"fleetkeep.dev/engine/internal/provenance"
	"fleetkeep.dev/engine/internal/repository"
)

// Object is one object of a ResourceSet.
type Object struct {
	*unstructured.Unstructured
	// Template is the path of the template that makes it, `spec.resources[0]`; Path are its steps.
	Template string
	Path     []string
	// Offset is the line in a template of many objects where it begins, from 0.
	Offset int
	// Fields are those that are not the template's own text, by path; only with Inputs.Trace.
	Fields []Field
}

// Field is one field that an input, commonMetadata or the operator set.
type Field struct {
	// Path as provenance.Field has it.
	Path string
	// By is ByInputs, ByCommonMetadata or ByOwner.
	By string
	// Steps lead to the text in the ResourceSet that says it, Offset is the line there, from 0; none with ByOwner.
	Steps  []string
	Offset int
	// Inputs are those that the text names.
	Inputs []Input
}

// What sets fields of a ResourceSet's objects.
const (
	ByInputs         = "inputs"
	ByCommonMetadata = "commonMetadata"
	ByOwner          = "owner"
)

// Input is an input as a template names it after `inputs.`, and where it is declared; Kind is empty where nothing declares
// it.
type Input struct {
	Name                   string
	Kind, Namespace, Owner string
	Steps                  []string
}

// templateAt is a template and the steps that lead to it; structured tells that it is one object, written as YAML by us.
type templateAt struct {
	path       []string
	text       string
	structured bool
}

func (o *Object) mark(parent, by string, pairs map[string]string) {
	if o.Fields == nil {
		return
	}
	for name := range pairs {
		field := Field{Path: provenance.Child("metadata."+parent, name), By: by}
		if by == ByCommonMetadata {
			field.Steps = []string{"spec", "commonMetadata", parent, name}
		}
		o.Fields = append(slices.DeleteFunc(o.Fields, func(one Field) bool { return one.Path == field.Path }), field)
	}
	sort.Slice(o.Fields, func(i, j int) bool { return o.Fields[i].Path < o.Fields[j].Path })
}

// tracer keeps which node of a template wrote what. Go's templates write the text of a text node as it is, so its address
// tells the node; before every action goes a text node of our own, which writes nothing.
type tracer struct {
	to      io.Writer
	written int
	texts   map[*byte]*syntax.TextNode
	actions map[*byte]*action
	current *action
	spans   []span
}

// action is one `<< … >>` that writes.
type action struct {
	position int
	inputs   [][]string
}

// span is a part of the output: of a text at a position of the template, or of an action.
type span struct {
	start, end int
	position   int
	action     *action
}

func newTracer(parsed *template.Template, to io.Writer) *tracer {
	t := &tracer{to: to, texts: map[*byte]*syntax.TextNode{}, actions: map[*byte]*action{}}
	for _, one := range parsed.Templates() {
		if one.Tree != nil && one.Root != nil {
			t.list(one.Root, scope{})
		}
	}
	return t
}

// scope is what names stand for in a part of a template: the inputs that dot and variables are made of.
type scope struct {
	dot       [][]string
	variables map[string][][]string
}

func (s scope) with(pipe *syntax.PipeNode, dot bool) scope {
	found := s.inputs(pipe)
	result := scope{s.dot, maps.Clone(s.variables)}
	if result.variables == nil {
		result.variables = map[string][][]string{}
	}
	for _, variable := range pipe.Decl {
		result.variables[variable.Ident[0]] = found
	}
	if dot {
		result.dot = found
	}
	return result
}

// list puts a node before every action. A variable holds from its declaration on.
func (t *tracer) list(list *syntax.ListNode, names scope) {
	if list == nil {
		return
	}
	nodes := make([]syntax.Node, 0, len(list.Nodes))
	for _, node := range list.Nodes {
		switch node := node.(type) {
		case *syntax.TextNode:
			if len(node.Text) > 0 {
				t.texts[&node.Text[0]] = node
			}
		case *syntax.ActionNode:
			if len(node.Pipe.Decl) > 0 {
				names = names.with(node.Pipe, false)
				break
			}
			mark := &syntax.TextNode{NodeType: syntax.NodeText, Pos: node.Pos, Text: []byte{0}}
			t.actions[&mark.Text[0]] = &action{int(node.Pos), names.inputs(node.Pipe)}
			nodes = append(nodes, mark)
		case *syntax.IfNode:
			t.branch(&node.BranchNode, names, false)
		case *syntax.WithNode:
			t.branch(&node.BranchNode, names, true)
		case *syntax.RangeNode:
			t.branch(&node.BranchNode, names, true)
		}
		nodes = append(nodes, node)
	}
	list.Nodes = nodes
}

func (t *tracer) branch(branch *syntax.BranchNode, names scope, dot bool) {
	t.list(branch.List, names.with(branch.Pipe, dot))
	t.list(branch.ElseList, names)
}

// inputs lists what a pipeline names of the inputs, directly or by dot and variables.
func (s scope) inputs(node syntax.Node) [][]string {
	var found [][]string
	add := func(paths ...[]string) {
		for _, path := range paths {
			if !slices.ContainsFunc(found, func(known []string) bool { return slices.Equal(known, path) }) {
				found = append(found, path)
			}
		}
	}
	switch node := node.(type) {
	case *syntax.PipeNode:
		for _, command := range node.Cmds {
			add(s.inputs(command)...)
		}
	case *syntax.CommandNode:
		for _, argument := range node.Args {
			add(s.inputs(argument)...)
		}
	case *syntax.ChainNode:
		if function, ok := node.Node.(*syntax.IdentifierNode); ok && function.Ident == "inputs" {
			add(node.Field)
		} else {
			add(s.inputs(node.Node)...)
		}
	// What dot and variables stand for may be an item of an input: the input itself is told.
	case *syntax.VariableNode:
		add(s.variables[node.Ident[0]]...)
	case *syntax.FieldNode, *syntax.DotNode:
		add(s.dot...)
	}
	return found
}

func (t *tracer) Write(data []byte) (int, error) {
	if len(data) == 0 {
		return 0, nil
	}
	if marked := t.actions[&data[0]]; marked != nil {
		t.current = marked
		return len(data), nil
	}
	one := span{start: t.written, end: t.written + len(data)}
	if text := t.texts[&data[0]]; text != nil {
		one.position = int(text.Pos)
	} else {
		one.action = t.current
	}
	t.spans = append(t.spans, one)
	t.written = one.end
	return t.to.Write(data)
}

// explain tells of objects where their template makes them, and which of their fields are no text of it.
func (t *tracer) explain(objects []Object, at templateAt, set inputSet) {
	output := t.output()
	nodes := objectNodes(output)
	if len(nodes) != len(objects) {
		return
	}
	starts := lineStarts(output)
	places := placesIn(at)
	for i, node := range nodes {
		object := &objects[i]
		object.Fields = []Field{}
		if one := t.at(offsetOf(node, output, starts)); one != nil && !at.structured {
			object.Offset = lineAt(at.text, one.templatePosition(offsetOf(node, output, starts)))
		}
		provenance.Scalars(node, func(path string, scalar *yaml.Node) {
			start := offsetOf(scalar, output, starts)
			var first *span
			var inputs [][]string
			for _, one := range t.within(start, endOf(scalar, output, start)) {
				if one.action == nil {
					continue
				}
				if first == nil {
					first = &one
				}
				inputs = append(inputs, one.action.inputs...)
			}
			if first == nil {
				return
			}
			field := Field{Path: path, By: ByInputs}
			field.Steps, field.Offset = places(first.action.position)
			field.Inputs = declarations(inputs, set)
			object.Fields = append(object.Fields, field)
		})
		sort.Slice(object.Fields, func(i, j int) bool { return object.Fields[i].Path < object.Fields[j].Path })
	}
}

func declarations(paths [][]string, set inputSet) []Input {
	var result []Input
	for _, path := range paths {
		input := Input{Name: strings.Join(path, ".")}
		if slices.ContainsFunc(result, func(known Input) bool { return known.Name == input.Name }) {
			continue
		}
		if from, rest := set.find(path); from != nil && len(rest) > 0 && rest[0] != "provider" {
			input.Kind, input.Namespace, input.Owner = from.kind, from.namespace, from.name
			input.Steps = append(slices.Clone(from.steps), rest...)
		}
		result = append(result, input)
	}
	return result
}

func (t *tracer) output() []byte {
	if buffer, ok := t.to.(*bytes.Buffer); ok {
		return buffer.Bytes()
	}
	return nil
}

// at is the span that an offset of the output lies in.
func (t *tracer) at(offset int) *span {
	i := sort.Search(len(t.spans), func(i int) bool { return t.spans[i].end > offset })
	if i == len(t.spans) {
		return nil
	}
	return &t.spans[i]
}

// within are the spans that a part of the output touches.
func (t *tracer) within(start, end int) []span {
	from := sort.Search(len(t.spans), func(i int) bool { return t.spans[i].end > start })
	to := from
	for to < len(t.spans) && t.spans[to].start < end {
		to++
	}
	return t.spans[from:to]
}

func (s span) templatePosition(offset int) int {
	if s.action != nil {
		return s.action.position
	}
	return s.position + offset - s.start
}

// objectNodes are the objects of a stream in order, Lists by their items.
func objectNodes(stream []byte) []*yaml.Node {
	documents, err := repository.Documents(stream)
	if err != nil {
		return nil
	}
	var nodes []*yaml.Node
	for _, document := range documents {
		if len(document.Content) == 0 || document.Content[0].Kind != yaml.MappingNode || len(document.Content[0].Content) == 0 {
			continue
		}
		root := document.Content[0]
		if items := repository.Field(root, "items"); items != nil && items.Kind == yaml.SequenceNode {
			nodes = append(nodes, items.Content...)
			continue
		}
		nodes = append(nodes, root)
	}
	return nodes
}

func lineStarts(text []byte) []int {
	starts := []int{0}
	for i, letter := range text {
		if letter == '\n' {
			starts = append(starts, i+1)
		}
	}
	return starts
}

func lineAt(text string, position int) int {
	return strings.Count(text[:min(max(position, 0), len(text))], "\n")
}

// offsetOf is where a node begins; its column counts characters.
func offsetOf(node *yaml.Node, text []byte, starts []int) int {
	offset := starts[min(node.Line, len(starts))-1]
	for range node.Column - 1 {
		if offset >= len(text) {
			break
		}
		offset++
		for offset < len(text) && text[offset]&0xC0 == 0x80 {
			offset++
		}
	}
	return offset
}

// endOf is where a scalar ends that begins at an offset.
func endOf(node *yaml.Node, text []byte, start int) int {
	switch {
	case node.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0 && start < len(text):
		quote := text[start]
		for i := start + 1; i < len(text); i++ {
			switch {
			case quote == '"' && text[i] == '\\':
				i++
			case quote == '\'' && text[i] == quote && i+1 < len(text) && text[i+1] == quote:
				i++
			case text[i] == quote:
				return i + 1
			}
		}
		return len(text)
	case node.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		// The line of the indicator, then the lines that are indented more than the one that the field begins in.
		line := bytes.LastIndexByte(text[:start], '\n') + 1
		depth := indentation(text[line:])
		end := start
		for end < len(text) {
			next := bytes.IndexByte(text[end:], '\n')
			if next < 0 {
				return len(text)
			}
			end += next + 1
			if rest := bytes.TrimLeft(text[end:], " "); len(rest) > 0 && rest[0] != '\n' && indentation(text[end:]) <= depth {
				return end
			}
		}
		return len(text)
	}
	// A plain scalar: what it says, over as many lines as that takes.
	end := start
	for _, word := range strings.Fields(node.Value) {
		if at := bytes.Index(text[min(end, len(text)):], []byte(word)); at >= 0 {
			end += at + len(word)
		}
	}
	return end
}

// indentation of a line; a dash counts, as what follows it is the mapping that the field belongs to.
func indentation(line []byte) int {
	return len(line) - len(bytes.TrimLeft(line, " -"))
}

// placesIn tells where a position of a template stands in the ResourceSet: a line of a template of many objects, the field
// of one that is written as an object.
func placesIn(at templateAt) func(position int) ([]string, int) {
	if !at.structured {
		return func(position int) ([]string, int) { return at.path, lineAt(at.text, position) }
	}
	type leaf struct {
		line  int
		steps []string
	}
	var leaves []leaf
	var visit func(node *yaml.Node, steps []string)
	visit = func(node *yaml.Node, steps []string) {
		switch node.Kind {
		case yaml.MappingNode:
			for i := 0; i+1 < len(node.Content); i += 2 {
				visit(node.Content[i+1], append(slices.Clone(steps), node.Content[i].Value))
			}
		case yaml.SequenceNode:
			for i, item := range node.Content {
				visit(item, append(slices.Clone(steps), strconv.Itoa(i)))
			}
		default:
			leaves = append(leaves, leaf{node.Line, steps})
		}
	}
	if documents, _ := repository.Documents([]byte(at.text)); len(documents) > 0 && len(documents[0].Content) > 0 {
		visit(documents[0].Content[0], at.path)
	}
	return func(position int) ([]string, int) {
		line := lineAt(at.text, position) + 1
		i := sort.Search(len(leaves), func(i int) bool { return leaves[i].line > line }) - 1
		if i < 0 {
			return at.path, 0
		}
		return leaves[i].steps, max(line-leaves[i].line-1, 0)
	}
}
