"""Tables out of files: CSV and Excel workbooks (XLSX), each row a document whose fields are the columns."""
