"""The figures that sites publish of each month: kept, summed over months and sites, placed on a map."""
