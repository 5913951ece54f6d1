/** Words for organisations that several pages share: kinds, industries (GB/T 4754-2017), sizes, what agencies offer. */
export const organisationKind = {
  window: 'Window platform',
  agency: 'Service agency',
  enterprise: 'Enterprise',
};

export const organisationState = {
  active: 'Active',
  merged: 'Merged',
  closed: 'Closed',
};

export const industry = {
  A: 'Agriculture, forestry and fishing',
  B: 'Mining',
  C: 'Manufacturing',
  D: 'Electricity, heat, gas and water supply',
  E: 'Construction',
  F: 'Wholesale and retail trade',
  G: 'Transport, storage and postal services',
  H: 'Accommodation and catering',
  I: 'Information, software and IT services',
  J: 'Finance',
  K: 'Real estate',
  L: 'Leasing and business services',
  M: 'Scientific research and technical services',
  N: 'Water, environment and public facilities',
  O: 'Household, repair and other services',
  P: 'Education',
  Q: 'Health and social work',
  R: 'Culture, sports and entertainment',
  S: 'Public administration and social organisations',
  T: 'International organisations',
};

export const enterpriseSize = {
  large: 'Large',
  medium: 'Medium',
  small: 'Small',
  micro: 'Micro',
};

export const serviceCategory = {
  startup: 'Start-up coaching',
  information: 'Information',
  financing: 'Financing',
  talent: 'Staff training',
  technology: 'Technical innovation',
  market: 'Market development',
  cross_border: 'Cross-border e-commerce',
  supply_chain: 'Supply chain and materials',
  labour: 'Recruitment of workers',
  logistics: 'Logistics',
  consulting: 'Management consulting',
  industrial_design: 'Industrial design',
  testing: 'Inspection and testing',
  law: 'Law',
  tax: 'Finance and tax',
  patent: 'Patents',
  audit: 'Auditing',
  appraisal: 'Appraisal',
  credit: 'Credit',
  cloud: 'Cloud services',
};

export const applicationAction = {
  register: 'Registration of an enterprise',
  claim: 'Claim of an enterprise',
  onboard: 'Onboarding of an agency',
};
