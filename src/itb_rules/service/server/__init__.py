"""One stateless process that answers for the rules, over HTTP and as tools of MCP (extra `server`).

Read `calls` first: what can be asked, as plain functions. `pages` puts them behind paths, `limits` around all of them,
`app` together; `openapi` describes them, and `tools` hands the same calls to an assistant.
"""
