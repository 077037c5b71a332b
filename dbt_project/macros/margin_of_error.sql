{#-
  The margin of error of a share in percentage points, at 95 per cent: 1.96 * sqrt(p (1 - p) / n), with the correction
  for a finite population, sqrt((N - n) / (N - 1)), since a survey may ask most of those there are. NULL where more
  have answered than there are, or more count than have answered: one of the numbers is wrong, and no root is of less
  than zero. A root is a double on every engine; eight decimals of it are kept.
-#}
{% macro margin_of_error_pct(counted, sample, population) -%}
case
    when {{ counted }} between 0 and {{ sample }} and {{ sample }} <= {{ population }}
        then cast(
            196 * sqrt(
                {{ ratio(counted ~ " * (" ~ sample ~ " - " ~ counted ~ ")", sample ~ " * " ~ sample) }}
                * {{ ratio("1", sample) }}
                * {{ ratio(population ~ " - " ~ sample, "greatest(" ~ population ~ " - 1, 1)") }}
            )
            as decimal(18, 8)
        )
end
{%- endmacro %}


{#- The margin of error of the difference between two independent shares. -#}
{% macro margin_of_difference_pct(margin, prior_margin) -%}
cast(sqrt(pow({{ margin }}, 2) + pow({{ prior_margin }}, 2)) as decimal(18, 8))
{%- endmacro %}
