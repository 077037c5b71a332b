-- title: An area shown as of-which is no larger than the area it is part of
-- protects: mart_economics__result_by_business_area
-- comparison: at_most
-- at_least_rows: 1
-- applies_where: exists (from reference.business_areas where parent_business_area_id is not null)
-- not_applicable: no business area is part of another
select
    'year ' || part.fiscal_year || ', ' || part.side || ', ' || part.business_area_id as subject,
    whole.outcome_sek as expected,
    part.outcome_sek as actual
from economics.mart_economics__result_by_business_area as part
left join common.dim_business_area as areas on part.business_area_id = areas.business_area_id
left join economics.mart_economics__result_by_business_area as whole
    on
        part.fiscal_year = whole.fiscal_year and part.side = whole.side
        and areas.parent_business_area_id = whole.business_area_id
where part.is_of_which
