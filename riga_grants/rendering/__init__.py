"""Reports as files and text: a workbook, a PDF, a terminal's lines, JSON, CSV with a description for machines."""
