/**
 * Why a message could never be sent is called after what the server lacks. The names before spoke of one protocol, and
 * the window has no words for them any more.
 */
export const FAILURE_CODES = `
UPDATE messages SET fail_code = CASE fail_code
    WHEN 'base_group' THEN 'no_groups'
    WHEN 'base_bundle' THEN 'no_bundles'
    WHEN 'base_type' THEN 'no_such_type'
    ELSE 'too_large' END
  WHERE status = 'failed' AND fail_code IN ('base_group', 'base_bundle', 'base_type', 'base_too_large');
UPDATE delivery_log SET code = CASE code
    WHEN 'base_group' THEN 'no_groups'
    WHEN 'base_bundle' THEN 'no_bundles'
    WHEN 'base_type' THEN 'no_such_type'
    ELSE 'too_large' END
  WHERE code IN ('base_group', 'base_bundle', 'base_type', 'base_too_large');
`
