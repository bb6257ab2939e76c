import {
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
} from 'graphql';

/** What the rules for the schema ask that a program can see. Returns every fault, with the rule's id. */
export function lintSchema(schema: GraphQLSchema): string[] {
  const faults: string[] = [];
  const described = (what: string, description: string | null | undefined) => {
    if (!description?.trim()) faults.push(`SCH-16 ${what} has no description`);
  };
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__') || ['String', 'Int', 'Float', 'Boolean', 'ID'].includes(type.name)) continue;
    const isRoot = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].includes(
      type as never,
    );
    if (!isRoot) described(type.name, type.description);
    if (!/^[A-Z][A-Za-z0-9]*$/.test(type.name)) faults.push(`SCH-2 ${type.name} is not in PascalCase`);
    if (isEnumType(type))
      for (const value of type.getValues()) {
        described(`${type.name}.${value.name}`, value.description);
        if (!/^[A-Z][A-Z0-9_]*$/.test(value.name))
          faults.push(`SCH-17 ${type.name}.${value.name} is not in SCREAMING_CASE`);
      }
    if (isUnionType(type) && type.name.endsWith('Result'))
      for (const member of type.getTypes()) {
        const isSuccess = !member.getInterfaces().some(({ name }) => name === 'UserError');
        if (isSuccess && !/(Success|Verified|Broken)$/.test(member.name))
          faults.push(`SCH-7 ${type.name} has ${member.name}, which is neither a success nor a UserError`);
      }
    if (!isObjectType(type) && !isInterfaceType(type) && !isInputObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const at = `${type.name}.${field.name}`;
      described(at, field.description);
      if (!/^[a-z][A-Za-z0-9]*$/.test(field.name)) faults.push(`SCH-2 ${at} is not in camelCase`);
      if (String(field.type) === 'Boolean!' && !/^(is|has|can|may|must|accepts|keep|skip)/.test(field.name) && !isRoot)
        faults.push(`SCH-2 ${at} is a Boolean and does not read as one`);
      if (
        isListType(isNonNullType(field.type) ? field.type.ofType : field.type) &&
        !/\[.+!\]!?$/.test(String(field.type))
      )
        faults.push(`SCH-4 ${at} is a list of things that may be null`);
      if ('args' in field)
        for (const argument of field.args) described(`${at}(${argument.name})`, argument.description);
      if (type === schema.getMutationType() && 'args' in field) {
        // None where there is nothing to say.
        if (field.args.length > 1 || (field.args.length === 1 && field.args[0]!.name !== 'input'))
          faults.push(`SCH-6 ${at} takes something else than one input`);
        if (!/Result!$/.test(String(field.type))) faults.push(`SCH-7 ${at} does not answer with a result union`);
      }
    }
  }
  return faults;
}
