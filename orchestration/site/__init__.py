"""The docs site of a release: static pages, with no need of a network, that lead from the start to any figure's rows.

It is made of a release and the project, and of nothing that a reader could not look at: tables and their columns with
lineage, measures, the tie-out of printed figures and statements, the gate's results over time, the contracts of the
extracts, a glossary, owners, limits, dbt's own docs, and the report. Templates are in ``templates``; what they show
is gathered by ``content``; names and addresses of everything are in ``addresses``.
"""
