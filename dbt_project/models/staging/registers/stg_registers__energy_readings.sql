select
    load_id,
    file_name,
    line_number,
    anlaggning_id as meter_id,
    manad as month,
    lokal as premises_sv,
    forbrukning_kwh as used_kwh,
    area_kvm as area_sqm
from {{ source('raw', 'registers_energy_readings') }}
