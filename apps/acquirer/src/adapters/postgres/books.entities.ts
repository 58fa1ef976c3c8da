import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import type { Charge, Movement } from '../../domain/charge.js';

@Entity({ name: 'charges' })
export class ChargeEntity {
  @PrimaryColumn('text')
  key: string;

  @Column('jsonb')
  charge: Charge;
}

@Entity({ name: 'movements' })
export class MovementEntity {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id: number;

  @Column('text')
  key: string;

  @Column('text')
  kind: Movement['kind'];

  @Column('bigint')
  amount: number;

  @Column('text')
  currency: string;
}
