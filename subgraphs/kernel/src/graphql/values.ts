import { Field, Float, ObjectType } from 'type-graphql';
import { Shareable, Tagged } from './directives.ts';
import { MinorUnits } from './scalars.ts';

const SQUARE_FEET_PER_SQUARE_METRE = 10.763_910_416_709_722;

@Shareable()
@Tagged('integrator')
@ObjectType({ description: 'An amount of money, never a fraction of a minor unit.' })
export class Money {
  @Field(() => MinorUnits, { description: 'In minor units: 214000000 is AED 2,140,000.00.' })
  amountMinor!: number;

  @Field(() => String, { description: 'ISO 4217.' })
  currency!: string;
}

@Shareable()
@Tagged('integrator')
@ObjectType({ description: 'A floor area.' })
export class Area {
  @Field(() => Float, { description: 'In m².' })
  squareMetres!: number;

  @Field(() => Float, { description: 'In ft², from the m², rounded to a hundredth.' })
  get squareFeet(): number {
    return Math.round(this.squareMetres * SQUARE_FEET_PER_SQUARE_METRE * 100) / 100;
  }

  static of(squareMetres: number | null): Area | null {
    return squareMetres === null ? null : Object.assign(new Area(), { squareMetres });
  }
}
