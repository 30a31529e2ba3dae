package policy

import (
	"context"
	"testing"
)

const twin = `
package twin
violation contains {"msg": other.metadata.name} if {
	some other in data.inventory.namespace[input.review.namespace]["v1"].Pod
	other.metadata.name != input.review.object.metadata.name
}
`

// TestInventory: what stands in the cluster decides policies that read it, and is no policy itself.
func TestInventory(t *testing.T) {
	policies := parse(t, documents(template("Twin", twin), constraint("Twin", "all", "")))
	pod := one(t, "apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop}")
	other := Object{Object: one(t, "apiVersion: v1\nkind: Pod\nmetadata: {name: db, namespace: shop}"), Synced: true}
	stray := Object{Object: one(t, constraint("Unknown", "stray", "")), Synced: true}
	ids := map[string]bool{}
	for _, row := range []struct {
		name      string
		synced    []Object
		want      int
		wantError bool
	}{
		{name: "unknown", wantError: true},
		{name: "with a twin", synced: []Object{other}, want: 1},
		{name: "with the same twin given twice", synced: []Object{other, other}, want: 1},
		{name: "with a constraint that only stands there", synced: []Object{stray}},
	} {
		t.Run(row.name, func(t *testing.T) {
			set, problems, err := Load(context.Background(), append(append([]Object{}, policies...), row.synced...))
			if err != nil || len(problems) > 0 {
				t.Fatal(problems, err)
			}
			verdict := set.Review(context.Background(), namespacesOf(t, ""), Request{ID: "1", Operation: "CREATE", Object: pod})
			if len(verdict.Results) != row.want || (verdict.Error != "") != row.wantError {
				t.Errorf("%v %q", lines(verdict), verdict.Error)
			}
			ids[set.ID] = true
		})
	}
	if len(ids) != 3 {
		t.Errorf("%d policy sets, want one for each inventory", len(ids))
	}
}

func TestInventoryProblems(t *testing.T) {
	versionless := Object{Object: one(t, "kind: Pod\nmetadata: {name: web, namespace: shop}"), Synced: true}
	_, problems, err := Load(context.Background(), []Object{versionless})
	if err != nil {
		t.Fatal(err)
	}
	if len(problems) != 1 || problems[0].Code != CodeInventoryInvalid {
		t.Errorf("%+v", problems)
	}
}
