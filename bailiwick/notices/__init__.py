"""通知与导入导出: in-app notices, the download centre, spreadsheets. Knows a subject, no case."""
