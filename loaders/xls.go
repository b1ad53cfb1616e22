package loaders

import "errors"

// openXLS refuses a workbook of Excel 97.
func openXLS([]byte) (book, error) {
	return nil, errors.New("this is an old Excel workbook (.xls): open it and save it as .xlsx or CSV")
}
