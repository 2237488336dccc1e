package filter

import (
	"cmp"
	"slices"
	"strings"
)

// Offer is a way to go on with a filter.
type Offer struct {
	Shown string // the name of a field, or a value
	Count int    // rows with that value; 0 for a field
	Text  string // the whole filter, once it is chosen
}

// Value is a value of a field, and in how many rows it occurs.
type Value struct {
	Text string
	Rows int
}

// Offers returns how the filter can go on at its end: with fields whose names begin as the last word does, or with
// values of the field that is being typed. values returns those of a field, the most frequent first.
func Offers[R any](fields []Field[R], of string, values func(Field[R]) []Value) []Offer {
	last, before := Term{from: len(of), to: len(of), value: len(of)}, of
	if terms := Parse(of); len(terms) > 0 && terms[len(terms)-1].to == len(of) {
		last = terms[len(terms)-1]
		before = of[:last.from]
	} else if strings.HasSuffix(of, "-") {
		last.Not, before = true, of[:len(of)-1]
	}
	if last.Field == "" {
		return names(fields, before, last)
	}
	f := Find(fields, last.Field)
	if f == nil {
		return nil
	}
	var all []Value
	switch {
	case f.Is != nil:
		all = []Value{{Text: "yes"}, {Text: "no"}}
	case f.Mine != nil:
		all = append([]Value{{Text: "me"}}, values(*f)...)
	default:
		all = values(*f)
	}
	var first, others []Offer
	part := strings.ToLower(last.Value)
	for _, v := range all {
		offer := Offer{Shown: v.Text, Count: v.Rows, Text: before + last.valued(v.Text).String()}
		switch at := strings.Index(strings.ToLower(v.Text), part); {
		case at == 0:
			first = append(first, offer)
		case at > 0:
			others = append(others, offer)
		}
	}
	return append(first, others...)
}

// names offers the fields whose names begin as the term does.
func names[R any](fields []Field[R], before string, last Term) []Offer {
	if last.Exact {
		return nil
	}
	if last.Not {
		before += "-"
	}
	var offers []Offer
	for _, f := range fields {
		if !strings.HasPrefix(f.Name, strings.ToLower(last.Value)) {
			continue
		}
		if f.Is != nil {
			offers = append(offers, Offer{Shown: f.Name, Text: before + f.Name})
		} else {
			offers = append(offers, Offer{Shown: f.Name + ":", Text: before + f.Name + ":"})
		}
	}
	return offers
}

// Count returns the values of a field among rows, the most frequent first.
func Count[R any](f Field[R], rows func(yield func(R) bool)) []Value {
	counts := map[string]int{}
	for row := range rows {
		text := f.Text(row)
		for text != "" {
			var one string
			one, text, _ = strings.Cut(text, ", ")
			counts[one]++
		}
	}
	values := make([]Value, 0, len(counts))
	for text, n := range counts {
		values = append(values, Value{text, n})
	}
	slices.SortFunc(values, func(a, b Value) int { return cmp.Or(cmp.Compare(b.Rows, a.Rows), cmp.Compare(a.Text, b.Text)) })
	return values
}
