package timeline

// FieldMessage is the name of the field in which a loader keeps what the message key of a police message means, by the tables in
// force when it was loaded.
const FieldMessage = "message meaning"

// MessageText writes a message key with what it means: "QW, wanted person inquiry". It is the key alone where that is not known.
func MessageText(key string, fields []Field) string {
	if meaning := FieldOf(fields, FieldMessage); key != "" && meaning != "" {
		return key + ", " + meaning
	}
	return key
}
