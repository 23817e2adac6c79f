"""Student psychological screening and tiered alerts for schools with grades 4-9."""
