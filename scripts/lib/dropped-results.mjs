import { ESLintUtils } from '@typescript-eslint/utils'

/**
 * @import { TSESTree } from '@typescript-eslint/utils'
 * @import { TSESLint } from '@typescript-eslint/utils'
 * @import ts from 'typescript'
 */

/** @typedef {(visitor: Record<string, (node: never) => void>) => TSESLint.RuleListener} TemplateVisits of vue-eslint-parser */

/**
 * A `Result` (src/shared/result) says whether something happened; whoever lets it fall tells the caller "done" about
 * what may not be. Reported is each value that may be a failed `Result`, or a promise or an array of them, which
 *
 * - is a statement of its own, `void` before it or not;
 * - is what a callback answers whose answer nobody takes: `list.forEach((x) => save(x))`;
 * - is waited for by a `.then` that does not look at it: `save(x).then(() => close())`.
 *
 * What is a `Result` is told by its shape, so that each union with `{ ok: false, error }` in it is one.
 *
 * The expressions of a Vue template are no part of TypeScript's program and have no types of their own. What a listener of
 * a template calls has a name, though, which the script beside it declares: its type is read there.
 */
export const droppedResults = ESLintUtils.RuleCreator.withoutDocs({
  meta: {
    type: 'problem',
    messages: { dropped: 'This Result may be a failure, and nobody looks at it.' },
    schema: [],
  },
  defaultOptions: [],
  create(context) {
    const services = ESLintUtils.getParserServices(context)
    const checker = services.program.getTypeChecker()

    /** @param {TSESTree.Node} node */
    const mayFail = (node) => canHoldFailure(checker, services.getTypeAtLocation(node))

    /** @param {TSESTree.Node} node the expression whose value nobody takes */
    function checkUnused(node) {
      if (node.type === 'LogicalExpression') checkUnused(node.right)
      else if (node.type === 'ConditionalExpression') [node.consequent, node.alternate].forEach(checkUnused)
      else if (node.type === 'SequenceExpression') node.expressions.forEach(checkUnused)
      else if (node.type === 'UnaryExpression' && node.operator === 'void') checkUnused(node.argument)
      // The value of an assignment was kept.
      else if (node.type !== 'AssignmentExpression' && mayFail(node)) context.report({ node, messageId: 'dropped' })
    }

    /** @param {TSESTree.ArrowFunctionExpression} node */
    function checkCallback(node) {
      if (node.body.type === 'BlockStatement' || node.body.type === 'AssignmentExpression') return
      const called = services.esTreeNodeToTSNodeMap.get(node)
      const signatures = checker.getContextualType(/** @type {ts.Expression} */ (called))?.getCallSignatures() ?? []
      const isAnswerTaken = signatures.some((signature) => !isNothing(checker, signature.getReturnType()))
      if (signatures.length > 0 && !isAnswerTaken && mayFail(node.body)) context.report({ node: node.body, messageId: 'dropped' })
    }

    /**
     * What a name, a member or a call of a template is; `undefined` for whatever else stands there.
     *
     * @param {TSESTree.Node} node
     * @returns {ts.Type | undefined}
     */
    function typeInTemplate(node) {
      switch (node.type) {
        case 'Identifier': {
          const module = context.sourceCode.scopeManager?.scopes.find(({ type }) => type === 'module')
          const name = module?.set.get(node.name)?.defs[0]?.name
          return name === undefined ? undefined : services.getTypeAtLocation(/** @type {TSESTree.Node} */ (name))
        }
        case 'ChainExpression':
          return typeInTemplate(node.expression)
        case 'MemberExpression': {
          const of = typeInTemplate(node.object)
          const property = node.property.type === 'Identifier' && !node.computed ? node.property.name : undefined
          const member = of && property && checker.getPropertyOfType(checker.getNonNullableType(of), property)
          return member ? checker.getTypeOfSymbol(member) : undefined
        }
        case 'CallExpression':
          return answerOf(typeInTemplate(node.callee))
        default:
          return undefined
      }
    }

    /** @param {ts.Type | undefined} called */
    const answerOf = (called) => called && checker.getNonNullableType(called).getCallSignatures()[0]?.getReturnType()

    /** @param {TSESTree.Node | null | undefined} node what a listener of a template does */
    function checkListener(node) {
      if (!node) return
      if (node.type === 'LogicalExpression') return checkListener(node.right)
      if (node.type === 'ConditionalExpression') return [node.consequent, node.alternate].forEach(checkListener)
      if (node.type === 'SequenceExpression') return node.expressions.forEach(checkListener)
      if (node.type === 'UnaryExpression' && node.operator === 'void') return checkListener(node.argument)
      if (node.type === 'ArrowFunctionExpression') {
        if (node.body.type !== 'BlockStatement') checkListener(node.body)
        return
      }
      // A listener that is named is called; its answer goes nowhere, either.
      const called = node.type === 'ChainExpression' ? node.expression : node
      const isNamed = called.type === 'Identifier' || called.type === 'MemberExpression'
      const answer = isNamed ? answerOf(typeInTemplate(node)) : typeInTemplate(node)
      if (answer !== undefined && canHoldFailure(checker, answer)) context.report({ node, messageId: 'dropped' })
    }

    const { defineTemplateBodyVisitor } = /** @type {{ readonly defineTemplateBodyVisitor?: TemplateVisits }} */ (
      /** @type {unknown} */ (context.sourceCode.parserServices)
    )
    const inTemplates = defineTemplateBodyVisitor?.({
      /** @param {{ body: readonly TSESTree.Statement[] }} node */
      VOnExpression: ({ body }) =>
        body.forEach((statement) => statement.type === 'ExpressionStatement' && checkListener(statement.expression)),
      /** @param {{ value: { expression: TSESTree.Node | null } | null }} node */
      "VAttribute[directive=true][key.name.name='on']": ({ value }) => {
        if (/** @type {string | undefined} */ (value?.expression?.type) !== 'VOnExpression') checkListener(value?.expression)
      },
    })

    return {
      ...inTemplates,
      ExpressionStatement: (node) => checkUnused(node.expression),
      ArrowFunctionExpression: checkCallback,
      'UnaryExpression[operator="void"]'(/** @type {TSESTree.UnaryExpression} */ node) {
        // As a statement it is met above; here `() => void save()`.
        if (node.parent.type === 'ArrowFunctionExpression') checkUnused(node.argument)
      },
      'CallExpression[callee.property.name="then"]'(/** @type {TSESTree.CallExpression} */ node) {
        const [then] = node.arguments
        if (node.callee.type !== 'MemberExpression' || !isFunction(then) || then.params.length > 0) return
        if (mayFail(node.callee.object)) context.report({ node, messageId: 'dropped' })
      },
    }
  },
})

/**
 * @param {TSESTree.Node | undefined} node
 * @returns {node is TSESTree.ArrowFunctionExpression | TSESTree.FunctionExpression}
 */
function isFunction(node) {
  return node?.type === 'ArrowFunctionExpression' || node?.type === 'FunctionExpression'
}

/**
 * @param {ts.TypeChecker} checker
 * @param {ts.Type} type
 * @returns {boolean}
 */
function canHoldFailure(checker, type) {
  const awaited = checker.getAwaitedType(type) ?? type
  const parts = awaited.isUnion() ? awaited.types : [awaited]
  return parts.some((part) => {
    if (checker.isArrayLikeType(part))
      return checker.getTypeArguments(/** @type {ts.TypeReference} */ (part)).some((item) => canHoldFailure(checker, item))
    const ok = checker.getPropertyOfType(part, 'ok')
    return (
      ok !== undefined &&
      checker.getPropertyOfType(part, 'error') !== undefined &&
      checker.typeToString(checker.getTypeOfSymbol(ok)) === 'false'
    )
  })
}

/**
 * Whether a function's declared answer is `void`, or a promise of it.
 *
 * @param {ts.TypeChecker} checker
 * @param {ts.Type} type
 */
function isNothing(checker, type) {
  const awaited = checker.getAwaitedType(type) ?? type
  return (awaited.isUnion() ? awaited.types : [awaited]).every(
    (part) =>
      part === checker.getVoidType() || part === checker.getUndefinedType() || checker.getAwaitedType(part) === checker.getVoidType(),
  )
}
